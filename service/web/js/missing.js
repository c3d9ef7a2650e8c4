// The page for an address that names none.

import { startPage } from "./page.js";

startPage("title.missing");

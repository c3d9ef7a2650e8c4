// The API as a page: all that it says comes with the page.

import { startPage } from "./page.js";

startPage("title.docs");

// Asking a busy service again: many requests in a row go over its rate, and it says when to come back.

const MOST_TRIES = 10;

/** What `request` gives, asked for again while the service is busy. `tell(s)` is told of each pause of s seconds, and
    tell(0) once it is over; `signal` ends the waiting. */
export async function patiently(request, signal, tell) {
  for (let tries = 1; ; tries += 1) {
    try {
      const given = await request();
      if (tries > 1) tell(0);
      return given;
    } catch (error) {
      if (error.kind !== "busy" || tries === MOST_TRIES) throw error;
      const s = error.after || 1;
      tell(s);
      await pause(1000 * s, signal);
    }
  }
}

function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); });
  });
}

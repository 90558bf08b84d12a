/** Folio cannot start, for a reason that the person who starts it can mend: `message` is that one line. */
export class StartError extends Error {}

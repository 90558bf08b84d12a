/** The look that inputs, text areas and selects share. 16 px on a phone, or iOS zooms in on focus. */
export const CONTROL =
  'w-full min-w-0 rounded-md border border-control bg-surface text-ink text-lg sm:text-base transition-colors ' +
  'placeholder:text-ink-3 placeholder:opacity-100 hover:border-ink-3 ' +
  'focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-accent focus-visible:border-accent ' +
  'aria-invalid:border-bad aria-invalid:focus-visible:outline-bad ' +
  'disabled:bg-sunken disabled:text-ink-3 disabled:cursor-not-allowed [&[readonly]]:bg-sunken'

/** The veil behind a dialog and the box of it, for dialogs and alert dialogs alike. */
export const DIALOG_VEIL = 'fixed inset-0 z-40 bg-veil data-[state=open]:animate-[ui-fade_.14s_ease-out]'

export const DIALOG_BOX =
  'fixed z-50 flex flex-col bg-surface text-ink shadow-high outline-none ' +
  'max-sm:data-[state=open]:animate-[ui-sheet_.18s_ease-out] ' +
  'sm:top-[max(5vh,24px)] sm:left-1/2 sm:w-[calc(100vw-3rem)] sm:max-h-[calc(100dvh-max(10vh,48px))] sm:-translate-x-1/2 ' +
  'sm:mt-[4vh] sm:border sm:data-[state=open]:animate-[ui-fade_.14s_ease-out]'

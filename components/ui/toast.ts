export interface Toast {
  message: string
  description?: string
  tone?: 'good' | 'bad' | 'neutral'
}

export const TOAST_EVENT = 'ui:toast'

/** Says in passing that something was done. What must not be missed belongs on the page, in a `Notice`. */
export function showToast(toast: Toast): void {
  window.dispatchEvent(new CustomEvent<Toast>(TOAST_EVENT, { detail: toast }))
}

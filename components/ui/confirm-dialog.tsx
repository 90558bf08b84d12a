'use client'

import { AlertDialog } from 'radix-ui'
import { type ReactNode, useState, useTransition } from 'react'
import { Button } from './button'
import { cx } from './cx'
import { DIALOG_BOX, DIALOG_VEIL } from './dialog-style'
import { Notice } from './notice'

export interface ConfirmDialogProps {
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** The question. */
  title: ReactNode
  /** What will happen, exactly. */
  description: ReactNode
  /** The verb: "Remove card", "Cancel on 1 December". */
  confirmLabel: ReactNode
  cancelLabel: ReactNode
  tone?: 'danger' | 'primary'
  children?: ReactNode
  /** Does it. A text that comes back is an error to show; the dialog then stays. */
  onConfirm: () => Promise<string | undefined>
}

/** Asks once more before something that matters. The safe answer has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    trigger,
    title,
    description,
    confirmLabel,
    cancelLabel,
    tone = 'danger',
    children,
    onConfirm,
  } = props
  const [isOpenHere, setOpenHere] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [isPending, startTransition] = useTransition()
  const setOpen = (next: boolean): void => {
    if (isPending) return
    setError(null)
    setOpenHere(next)
    props.onOpenChange?.(next)
  }
  const confirm = (): void =>
    startTransition(async () => {
      const problem = await onConfirm()
      if (typeof problem === 'string') return setError(problem)
      setOpenHere(false)
      props.onOpenChange?.(false)
    })
  return (
    <AlertDialog.Root open={props.open ?? isOpenHere} onOpenChange={setOpen}>
      {trigger !== undefined && <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger>}
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={DIALOG_VEIL} />
        <AlertDialog.Content
          className={cx(
            DIALOG_BOX,
            'gap-4 p-5 max-sm:inset-x-0 max-sm:bottom-0 max-sm:rounded-t-xl sm:max-w-110 sm:rounded-xl',
          )}
        >
          <div>
            <AlertDialog.Title className="text-lg font-semibold tracking-tight">{title}</AlertDialog.Title>
            <AlertDialog.Description className="mt-1.5 text-ink-2">{description}</AlertDialog.Description>
          </div>
          {children}
          {error !== null && (
            <Notice tone="bad" live="alert">
              {error}
            </Notice>
          )}
          <div className="flex justify-end gap-2 max-sm:flex-col-reverse max-sm:pb-[env(safe-area-inset-bottom)] max-sm:*:w-full">
            <AlertDialog.Cancel asChild>
              <Button>{cancelLabel}</Button>
            </AlertDialog.Cancel>
            <Button variant={tone} pending={isPending} onClick={confirm}>
              {confirmLabel}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

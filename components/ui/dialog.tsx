'use client'

import { X } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './button'
import { cx } from './cx'
import { DIALOG_BOX, DIALOG_VEIL } from './dialog-style'

export interface DialogProps {
  title: ReactNode
  /** One sentence under the title; read out when the dialog opens. */
  description?: ReactNode
  /** What the close button is called ("Close"). */
  closeLabel: string
  /** The element that opens it; without one, `open` or `closeHref` decides. */
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** For a dialog that is a page of its own: open from the start, closing goes there. */
  closeHref?: string
  /** Buttons; the main one last. */
  footer?: ReactNode
  size?: 'sm' | 'md' | 'lg'
  children?: ReactNode
}

const WIDTHS = { sm: 'sm:max-w-100', md: 'sm:max-w-125', lg: 'sm:max-w-170' }

/** One decision. In the middle of a screen, a full sheet on a phone. */
export function Dialog({
  title,
  description,
  closeLabel,
  trigger,
  open,
  onOpenChange,
  closeHref,
  footer,
  size = 'md',
  children,
}: DialogProps) {
  const router = useRouter()
  const change = (next: boolean): void => {
    onOpenChange?.(next)
    if (!next && closeHref !== undefined) router.push(closeHref, { scroll: false })
  }
  return (
    <Radix.Root open={open ?? (closeHref !== undefined ? true : undefined)} onOpenChange={change}>
      {trigger !== undefined && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className={DIALOG_VEIL} />
        <Radix.Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={cx(DIALOG_BOX, 'max-sm:inset-0 max-sm:rounded-none sm:rounded-xl', WIDTHS[size])}
        >
          <header className="flex items-start justify-between gap-4 border-b px-5 pt-4.5 pb-4 max-sm:px-4">
            <div>
              <Radix.Title className="text-lg font-semibold tracking-tight">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="mt-0.5 text-sm text-ink-2">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton label={closeLabel} size="sm" className="-mt-1 -mr-1.5">
                <X aria-hidden="true" />
              </IconButton>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-5 max-sm:px-4">{children}</div>
          {footer !== undefined && (
            <footer className="flex justify-end gap-2 border-t px-5 py-3.5 max-sm:flex-col-reverse max-sm:px-4 max-sm:pb-[max(0.875rem,env(safe-area-inset-bottom))] max-sm:*:w-full">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

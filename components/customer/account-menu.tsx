'use client'

import { ChevronDown } from 'lucide-react'
import { type ReactNode, useId, useRef } from 'react'
import { buttonStyle } from '@/components/ui/button-style'
import { placeAt } from '@/components/ui/place'

export interface AccountMenuProps {
  /** "Account: anna@example.com" */
  label: string
  /** What the button shows. */
  button: ReactNode
  children: ReactNode
}

/** A button that opens a small panel; the browser's popover closes it on Escape and on a press outside. */
export function AccountMenu({ label, button, children }: AccountMenuProps) {
  const id = useId()
  const trigger = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLElement>(null)
  const onToggle = (event: { newState: string }): void => {
    const isOpen = event.newState === 'open'
    trigger.current?.setAttribute('aria-expanded', String(isOpen))
    if (!isOpen || !trigger.current || !panel.current) return
    placeAt(trigger.current, panel.current, { side: 'below', align: 'end' })
  }
  return (
    <>
      <button
        ref={trigger}
        type="button"
        popoverTarget={id}
        aria-expanded="false"
        className={buttonStyle({ variant: 'quiet', className: 'min-w-0 -mr-2 px-2!' })}
      >
        {/* What is drawn is a name and its initials, the name hidden on a phone: the words say all of it, everywhere. */}
        <span className="sr-only">{label}</span>
        {button}
        <ChevronDown aria-hidden="true" className="text-ink-3" />
      </button>
      <section
        ref={panel}
        id={id}
        aria-label={label}
        popover="auto"
        onToggle={onToggle}
        // A link inside goes to another page: the panel does not stay over it.
        onClick={(event) => (event.target as Element).closest('a') && panel.current?.hidePopover()}
        onKeyDown={() => undefined}
        className="fixed inset-auto m-0 w-72 max-w-[calc(100vw-1rem)] rounded-lg border bg-surface text-ink shadow-high open:animate-[ui-fade_.1s_ease-out]"
      >
        {children}
      </section>
    </>
  )
}

'use client'

import Link from 'next/link'
import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'
import { type ButtonLook, buttonStyle } from './button-style'
import { cx } from './cx'
import { placeAt } from './place'

export type MenuItem =
  | { kind: 'link'; href: string; label: ReactNode; icon?: ReactNode; current?: boolean }
  | { kind: 'action'; onSelect: () => void; label: ReactNode; icon?: ReactNode; tone?: 'danger' }
  | { kind: 'heading'; label: ReactNode }
  | { kind: 'line' }

export interface MenuProps {
  /** Names the menu when the button shows only an icon or a picture. */
  label?: string
  /** What the button shows. */
  button: ReactNode
  look?: ButtonLook
  items: readonly MenuItem[]
  align?: 'start' | 'end'
}

/**
 * A button with a menu. The browser's popover closes it on Escape and on a press outside; the keys are those of the
 * ARIA menu pattern. There is no library behind it because it is on the first load of each page.
 */
export function Menu({ label, button, look = {}, items, align = 'end' }: MenuProps) {
  const id = useId()
  const trigger = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const entries = (): HTMLElement[] => [
    ...(menu.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []),
  ]

  const onToggle = (event: { newState: string }): void => {
    const isOpen = event.newState === 'open'
    trigger.current?.setAttribute('aria-expanded', String(isOpen))
    if (!isOpen || !trigger.current || !menu.current) return
    placeAt(trigger.current, menu.current, { side: 'below', align })
    entries()[0]?.focus()
  }
  const close = (): void => {
    menu.current?.hidePopover()
    trigger.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') menu.current?.hidePopover()
    const all = entries()
    const here = all.indexOf(document.activeElement as HTMLElement)
    const target = nextIndex(event.key, here, all)
    if (target === null) return
    event.preventDefault()
    all[target]?.focus()
  }
  return (
    <>
      <button
        ref={trigger}
        type="button"
        popoverTarget={id}
        aria-haspopup="menu"
        aria-expanded="false"
        aria-label={label}
        className={buttonStyle({ variant: 'quiet', ...look })}
      >
        {button}
      </button>
      <div
        ref={menu}
        id={id}
        role="menu"
        tabIndex={-1}
        popover="auto"
        aria-label={label}
        onToggle={onToggle}
        onKeyDown={onKeyDown}
        className="fixed inset-auto m-0 max-h-[70dvh] min-w-48 max-w-[calc(100vw-1rem)] overflow-y-auto rounded-lg border bg-surface p-1 text-ink shadow-high outline-none open:animate-[ui-fade_.1s_ease-out]"
      >
        {items.map((item, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a menu's entries do not move
          <Entry key={at} item={item} close={close} />
        ))}
      </div>
    </>
  )
}

const ENTRY =
  'flex min-h-8 w-full items-center gap-2.5 rounded-sm px-2.5 py-1.5 text-left text-base outline-none focus:bg-sunken hover:bg-sunken pointer-coarse:min-h-10 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-3'

function Entry({ item, close }: { item: MenuItem; close: () => void }) {
  switch (item.kind) {
    case 'line':
      return <hr className="-mx-1 my-1" />
    case 'heading':
      return <div className="px-2.5 pt-1.5 pb-1 text-xs text-ink-3">{item.label}</div>
    case 'link':
      return (
        <Link
          role="menuitem"
          tabIndex={-1}
          href={item.href}
          aria-current={item.current ? 'true' : undefined}
          onClick={close}
          className={cx(ENTRY, item.current && 'font-medium')}
        >
          {item.icon}
          {item.label}
        </Link>
      )
    case 'action':
      return (
        <button
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            close()
            item.onSelect()
          }}
          className={cx(ENTRY, item.tone === 'danger' && 'text-bad [&>svg]:text-bad')}
        >
          {item.icon}
          {item.label}
        </button>
      )
  }
}

function nextIndex(key: string, here: number, all: readonly HTMLElement[]): number | null {
  const last = all.length - 1
  switch (key) {
    case 'ArrowDown':
      return here >= last ? 0 : here + 1
    case 'ArrowUp':
      return here <= 0 ? last : here - 1
    case 'Home':
      return 0
    case 'End':
      return last
    default: {
      if (key.length !== 1) return null
      const letter = key.toLowerCase()
      const turned = all.map((_, i) => (here + 1 + i) % all.length)
      return turned.find((i) => all[i]?.textContent?.trim().toLowerCase().startsWith(letter)) ?? null
    }
  }
}

/** Tabs by the ARIA pattern: arrow keys move and select, one tab stop. A single method shows no tabs. */
import { element } from './field'

export interface TabSpec<Id extends string> {
  id: Id
  label: string
  icon: Node
  panel: HTMLElement
}

export interface Tabs<Id extends string> {
  root: HTMLElement
  selected(): Id
}

export interface TabsOptions<Id extends string> {
  label: string
  /** At least one. */
  tabs: readonly TabSpec<Id>[]
  onChange: () => void
}

export function createTabs<Id extends string>({ label, tabs, onChange }: TabsOptions<Id>): Tabs<Id> {
  const [first] = tabs
  if (first === undefined)
    throw new Error('None of the payment method types of this intent is known to the sandbox.')
  let selected = first
  const place = element('div')
  const buttons = tabs.map((tab) => {
    const button = element(
      'button',
      { type: 'button', role: 'tab', class: 'Tab', id: `tab-${tab.id}` },
      tab.icon,
      tab.label,
    )
    tab.panel.id = `panel-${tab.id}`
    tab.panel.setAttribute('role', 'tabpanel')
    tab.panel.setAttribute('aria-labelledby', button.id)
    return button
  })
  const select = (tab: TabSpec<Id>): void => {
    selected = tab
    // Only the open panel is in the page; the others keep what was typed until they come back.
    place.replaceChildren(tab.panel)
    tabs.forEach((each, i) => {
      const isSelected = each === tab
      const button = buttons[i]
      button?.classList.toggle('Tab--selected', isSelected)
      button?.setAttribute('aria-selected', String(isSelected))
      if (isSelected) button?.setAttribute('aria-controls', each.panel.id)
      else button?.removeAttribute('aria-controls')
      if (button !== undefined) button.tabIndex = isSelected ? 0 : -1
    })
  }
  buttons.forEach((button, i) => {
    button.addEventListener('click', () => {
      const tab = tabs[i]
      if (tab === undefined) return
      select(tab)
      onChange()
    })
    button.addEventListener('keydown', ({ key }) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key]
      if (step === undefined) return
      const next = buttons[(i + step + buttons.length) % buttons.length]
      next?.focus()
      next?.click()
    })
  })
  select(first)
  const list = element('div', { role: 'tablist', class: 'Tabs', 'aria-label': label }, ...buttons)
  const root = element('div', { class: 'Panel' }, ...(tabs.length > 1 ? [list] : []), place)
  if (tabs.length === 1) {
    // Without its tab a panel has nothing to be labelled by.
    first.panel.removeAttribute('role')
    first.panel.removeAttribute('aria-labelledby')
  }
  return { root, selected: () => selected.id }
}

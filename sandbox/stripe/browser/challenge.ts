/**
 * The 3-D Secure challenge: a modal dialog in which the person passes or fails, as on Stripe's own test page.
 *
 * A page may already have a modal of its own open that pulls focus back and closes on Escape or on a click
 * outside of it. So while the challenge is open, those events are kept from the page's listeners.
 */
import type { Intent } from './client'
import { element } from './field'
import type { Voice } from './words'

export type ChallengeOutcome = 'pass' | 'fail'

const KEPT_FROM_PAGE = ['keydown', 'pointerdown', 'mousedown', 'touchstart', 'focusin', 'focusout'] as const

/** Resolves once the person has decided; closing the dialog is failing. */
export function challenge(intent: Intent, voice: Voice): Promise<ChallengeOutcome> {
  return new Promise((resolve) => {
    const host = element('div', { style: 'pointer-events: auto' })
    const root = host.attachShadow({ mode: 'open' })
    const pass = element('button', { type: 'button', class: 'Pass' }, voice.say('challengeComplete'))
    const fail = element('button', { type: 'button' }, voice.say('challengeFail'))
    const dialog = element(
      'dialog',
      { 'aria-labelledby': 'title', 'aria-describedby': 'ask' },
      element('h2', { id: 'title' }, voice.say('challengeTitle')),
      element('p', { id: 'ask' }, askFor(intent, voice)),
      element('p', { class: 'Quiet' }, voice.say('challengeTest')),
      element('div', { class: 'Actions' }, pass, fail),
    )
    const style = element('style')
    style.textContent = STYLE
    root.append(style, dialog)

    const keep = (event: Event): void => {
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return
        event.preventDefault()
        decide('fail')
      }
      event.stopImmediatePropagation()
    }
    const before = document.activeElement
    const decide = (outcome: ChallengeOutcome): void => {
      for (const type of KEPT_FROM_PAGE) window.removeEventListener(type, keep, true)
      dialog.close()
      host.remove()
      if (before instanceof HTMLElement) before.focus()
      resolve(outcome)
    }
    for (const type of KEPT_FROM_PAGE) window.addEventListener(type, keep, true)
    pass.addEventListener('click', () => decide('pass'), { once: true })
    fail.addEventListener('click', () => decide('fail'), { once: true })
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault()
      if (host.isConnected) decide('fail')
    })
    document.body.append(host)
    dialog.showModal()
    pass.focus()
  })
}

function askFor(intent: Intent, voice: Voice): string {
  if (intent.amount === undefined || intent.currency === undefined) return voice.say('challengeSetup')
  return voice.say('challengePayment', { amount: amountText(intent.amount, intent.currency, voice.locale) })
}

/** Minor units as text; the number of decimals is the currency's own. */
function amountText(minor: number, currency: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  const { maximumFractionDigits: decimals = 2 } = format.resolvedOptions()
  return format.format(minor / 10 ** decimals)
}

const STYLE = `
* { box-sizing: border-box; }
dialog { width: min(420px, calc(100vw - 32px)); border: 1px solid light-dark(#dcdce2, #4a4b57); border-radius: 12px; padding: 24px; font-size: 15px; line-height: 1.5; color: light-dark(#22232b, #f4f4f6); background: light-dark(#fff, #25262d); box-shadow: 0 24px 64px rgb(0 0 0 / .28); }
dialog::backdrop { background: rgb(12 12 16 / .55); }
h2 { margin: 0 0 12px; font-size: 19px; line-height: 1.3; font-weight: 650; }
p { margin: 0 0 12px; }
.Quiet { font-size: 13px; color: light-dark(#5f606b, #b9bac4); }
.Actions { display: grid; gap: 8px; margin-top: 20px; }
button { font: inherit; font-weight: 550; min-height: 44px; padding: 8px 16px; border-radius: 8px; border: 1px solid light-dark(#b9bac4, #5d5e6c); background: transparent; color: inherit; cursor: pointer; }
.Pass { background: light-dark(#22232b, #f4f4f6); border-color: transparent; color: light-dark(#fff, #1a1a1f); }
button:focus-visible { outline: 3px solid #3d84f7; outline-offset: 2px; }
@media (prefers-reduced-motion: no-preference) { dialog[open] { animation: rise .16s ease-out; } @keyframes rise { from { opacity: 0; translate: 0 8px; } } }
`

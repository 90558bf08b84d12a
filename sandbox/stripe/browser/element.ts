/**
 * What all elements share: a host node with a shadow root, events, focus, and the public object that the page
 * holds. The page's object carries no values: what was typed is kept in a WeakMap that only this bundle sees,
 * and the inputs live in the shadow root, so that form serialisers, analytics and React never meet a card number.
 * The root is open, not closed, for assistive technology checks and browser tests to look inside.
 */
import { type Appearance, styleSheetFor } from './appearance'
import type { ApiError, Params } from './client'
import { element } from './field'

export type ElementType = 'card' | 'iban' | 'payment'

/** A payment method as POST /v1/payment_methods takes it. */
export interface MethodParams extends Params {
  type: 'card' | 'sepa_debit'
}

/** What one kind of element adds to the shell. */
export interface ElementForm {
  body: HTMLElement
  /** The first input, or the first wrong one. */
  focus(): void
  clear(): void
  /** The event that goes out when something was typed. */
  change(): Record<string, unknown> & { empty: boolean; complete: boolean }
  /** Shows what is missing or wrong; null when it may be sent. */
  reveal(): ApiError | null
  method(): MethodParams
  update(options: Record<string, unknown>): void
}

export type ElementEvent =
  | 'ready'
  | 'change'
  | 'focus'
  | 'blur'
  | 'escape'
  | 'submit'
  | 'loaderror'
  | 'loaderstart'
type Listener = (event: Record<string, unknown>) => void

export interface SandboxElement {
  mount(target: string | HTMLElement): void
  unmount(): void
  destroy(): void
  on(event: ElementEvent, listener: Listener): SandboxElement
  once(event: ElementEvent, listener: Listener): SandboxElement
  off(event: ElementEvent, listener?: Listener): SandboxElement
  update(options: Record<string, unknown>): SandboxElement
  focus(): void
  blur(): void
  clear(): void
  collapse(): SandboxElement
}

export interface Shell {
  element: SandboxElement
  form(): ElementForm | null
  setAppearance(appearance: Appearance): void
  isDestroyed(): boolean
}

const shells = new WeakMap<object, Shell>()

/** The inside of an element that the page hands back, or null for anything else. */
export function shellOf(candidate: unknown): Shell | null {
  return typeof candidate === 'object' && candidate !== null ? (shells.get(candidate) ?? null) : null
}

export interface ShellOptions {
  type: ElementType
  appearance: Appearance
  /** Builds the form once there is something to build it from; refuses with an error to show. */
  load(onChange: () => void): Promise<ElementForm>
}

export function createShell({ type, appearance, load }: ShellOptions): Shell {
  const host = element('div', { class: '__SandboxStripeElement' })
  const root = host.attachShadow({ mode: 'open' })
  const style = element('style')
  const place = element('div', {}, element('div', { class: 'Skeleton', 'aria-hidden': 'true' }))
  root.append(style, place)
  style.textContent = styleSheetFor(appearance)

  const events = createEvents(type)
  const state: ShellState = { form: null, isDestroyed: false, isLoading: false }
  const start = async (): Promise<void> => {
    if (state.form !== null) return queueMicrotask(() => events.emit('ready'))
    if (state.isLoading) return
    state.isLoading = true
    events.emit('loaderstart')
    try {
      const form = await load(() => state.form !== null && events.emit('change', state.form.change()))
      state.form = form
      place.replaceChildren(form.body)
      if (host.isConnected) events.emit('ready')
    } catch (error) {
      place.replaceChildren()
      events.emit('loaderror', { error })
    } finally {
      state.isLoading = false
    }
  }

  listenForFocusAndKeys({ host, root, emit: events.emit })
  const shell: Shell = {
    element: publicElement({ host, root, events, state, start }),
    form: () => state.form,
    setAppearance: (next) => {
      style.textContent = styleSheetFor(next)
    },
    isDestroyed: () => state.isDestroyed,
  }
  shells.set(shell.element, shell)
  return shell
}

interface ShellState {
  form: ElementForm | null
  isDestroyed: boolean
  isLoading: boolean
}

interface PublicParts {
  host: HTMLElement
  root: ShadowRoot
  events: Events
  state: ShellState
  start(): Promise<void>
}

/** The object that the page holds: verbs, no values. */
function publicElement({ host, root, events, state, start }: PublicParts): SandboxElement {
  const self: SandboxElement = {
    mount(target) {
      if (state.isDestroyed) throw new Error('This element has been destroyed. Create a new one.')
      const parent = typeof target === 'string' ? document.querySelector(target) : target
      if (parent === null)
        throw new Error(`The selector you specified (${String(target)}) applies to no DOM element.`)
      parent.replaceChildren(host)
      void start()
    },
    unmount: () => host.remove(),
    destroy() {
      host.remove()
      state.form?.clear()
      state.isDestroyed = true
    },
    on(event, listener) {
      events.add(event, listener)
      return self
    },
    once(event, listener) {
      const first: Listener = (payload) => {
        events.remove(event, first)
        listener(payload)
      }
      return self.on(event, first)
    },
    off(event, listener) {
      events.remove(event, listener)
      return self
    },
    update(options) {
      state.form?.update(options)
      return self
    },
    focus: () => state.form?.focus(),
    blur: () => (root.activeElement instanceof HTMLElement ? root.activeElement.blur() : undefined),
    clear() {
      if (state.form === null) return
      state.form.clear()
      events.emit('change', state.form.change())
    },
    collapse: () => self,
  }
  return self
}

interface Events {
  add(event: ElementEvent, listener: Listener): void
  remove(event: ElementEvent, listener?: Listener): void
  emit(event: ElementEvent, payload?: Record<string, unknown>): void
}

function createEvents(elementType: ElementType): Events {
  const listeners = new Map<ElementEvent, Set<Listener>>()
  return {
    add(event, listener) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener))
    },
    remove(event, listener) {
      if (listener === undefined) listeners.delete(event)
      else listeners.get(event)?.delete(listener)
    },
    emit(event, payload = {}) {
      for (const listener of [...(listeners.get(event) ?? [])]) listener({ elementType, ...payload })
    },
  }
}

interface FocusParts {
  host: HTMLElement
  root: ShadowRoot
  emit: Events['emit']
}

function listenForFocusAndKeys({ host, root, emit }: FocusParts): void {
  const isInside = (target: EventTarget | null): boolean => target instanceof Node && root.contains(target)
  root.addEventListener('focusin', (event) => {
    if (!isInside((event as FocusEvent).relatedTarget)) emit('focus')
  })
  root.addEventListener('focusout', (event) => {
    if (!isInside((event as FocusEvent).relatedTarget)) emit('blur')
  })
  root.addEventListener('keydown', (event) => {
    const { key, target } = event as KeyboardEvent
    if (key === 'Escape') emit('escape')
    if (key !== 'Enter' || !(target instanceof HTMLInputElement)) return
    emit('submit')
    submitEnclosing(host)
  })
}

/** Enter in a field submits the page's form, as in a plain form: not while its button is disabled. */
function submitEnclosing(host: HTMLElement): void {
  const form = host.closest('form')
  const button = form?.querySelector<HTMLButtonElement>('button[type=submit], button:not([type])')
  if (button?.disabled === true || button?.getAttribute('aria-disabled') === 'true') return
  form?.requestSubmit(button ?? null)
}

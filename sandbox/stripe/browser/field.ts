/**
 * One labelled input with formatting as it is typed and an error text that belongs to it.
 */

export interface Problem {
  /** Stripe's code: "incomplete_number", "invalid_iban", … */
  code: string
  message: string
  /** An unfinished field is only named wrong once the person has left it or wants to go on. */
  kind: 'incomplete' | 'invalid'
}

export interface FieldSpec {
  /** Stable name, for ids and `data-elements-stable-field-name` as in Stripe's own inputs. */
  name: string
  label: string
  autocomplete: string
  inputMode?: 'numeric' | 'email' | 'text'
  placeholder?: string
  value?: string
  format?(text: string): string
  problem(text: string): Problem | null
}

export interface Field {
  root: HTMLElement
  input: HTMLInputElement | HTMLSelectElement
  text(): string
  /** What is wrong with the text, whether or not it is shown yet. */
  problem(): Problem | null
  /** The problem that the person sees now. */
  shown(): Problem | null
  /** Shows what is wrong, an unfinished field included. */
  reveal(): Problem | null
  clear(): void
  setLabelHidden(): void
}

let count = 0

export function createTextField(spec: FieldSpec, onChange: () => void): Field {
  const input = element('input', { class: 'Input', type: 'text', spellcheck: 'false', autocapitalize: 'off' })
  input.inputMode = spec.inputMode ?? 'text'
  input.placeholder = spec.placeholder ?? ''
  input.value = spec.value ?? ''
  const field = frame(spec, input)
  input.addEventListener('input', (event) => {
    if (spec.format !== undefined) reformat(input, spec.format, event as InputEvent)
    field.settle({ leaving: false })
    onChange()
  })
  input.addEventListener('blur', () => {
    field.settle({ leaving: true })
    onChange()
  })
  return field
}

export interface Choice {
  value: string
  label: string
}

export function createSelectField(spec: FieldSpec, choices: readonly Choice[], onChange: () => void): Field {
  const select = element('select', { class: 'Input Select' })
  for (const { value, label } of choices) {
    const option = element('option', { value })
    option.textContent = label
    select.append(option)
  }
  if (spec.value !== undefined) select.value = spec.value
  const field = frame(spec, select)
  select.addEventListener('change', onChange)
  return field
}

/** An element with attributes. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children)
  return node
}

function frame(spec: FieldSpec, input: HTMLInputElement | HTMLSelectElement) {
  count += 1
  const id = `field-${spec.name}-${count}`
  const label = element('label', { class: 'Label', for: id }, spec.label)
  const error = element('p', { class: 'Error', id: `${id}-error`, 'aria-live': 'polite' })
  error.hidden = true
  input.id = id
  input.name = spec.name
  input.dataset.elementsStableFieldName = spec.name
  input.setAttribute('autocomplete', spec.autocomplete)
  input.setAttribute('aria-required', 'true')
  const root = element('div', { class: 'Field' }, label, element('div', { class: 'InputWrap' }, input), error)
  let shown: Problem | null = null

  const show = (problem: Problem | null): Problem | null => {
    shown = problem
    error.hidden = problem === null
    error.textContent = problem?.message ?? ''
    input.classList.toggle('Input--invalid', problem !== null)
    input.setAttribute('aria-invalid', String(problem !== null))
    if (problem === null) input.removeAttribute('aria-describedby')
    else input.setAttribute('aria-describedby', error.id)
    return problem
  }
  const problem = (): Problem | null => spec.problem(input.value)

  return {
    root,
    input,
    problem,
    text: () => input.value,
    shown: () => shown,
    reveal: () => show(problem()),
    clear: () => {
      input.value = spec.value ?? ''
      show(null)
    },
    setLabelHidden: () => label.classList.add('VisuallyHidden'),
    settle({ leaving }: { leaving: boolean }): void {
      const now = problem()
      const isUnfinished = now?.kind === 'incomplete' && (!leaving || input.value === '')
      show(isUnfinished ? null : now)
    },
  }
}

/** Formats the text and leaves the caret behind the character it was behind. */
function reformat(input: HTMLInputElement, format: (text: string) => string, event: InputEvent): void {
  const raw = input.value
  const caret = input.selectionStart ?? raw.length
  const isDeleting = event.inputType?.startsWith('delete') ?? false
  let next = format(raw)
  // Deleting the separator must not bring it straight back, or the key would do nothing.
  if (isDeleting && caret === raw.length) next = next.replace(/[ /]+$/, '')
  if (next === raw) return
  const kept = raw.slice(0, caret).replace(/[^0-9a-z]/gi, '').length
  input.value = next
  const place = caret === raw.length ? next.length : positionAfter(next, kept)
  input.setSelectionRange(place, place)
}

function positionAfter(text: string, characters: number): number {
  let seen = 0
  for (let i = 0; i < text.length; i++) {
    if (seen === characters) return i
    if (/[0-9a-z]/i.test(text[i] ?? '')) seen += 1
  }
  return text.length
}

import { type ChangeEvent, type ReactNode, useId } from 'react'
import { cx } from './cx'
import { FieldError } from './field'

export interface RadioCard {
  value: string
  label: ReactNode
  description?: ReactNode
  /** At the end of the card: a price, a chip. */
  aside?: ReactNode
  disabled?: boolean
}

export interface RadioCardsProps {
  /** The question that the cards answer. */
  legend: ReactNode
  legendStyle?: 'shown' | 'hidden'
  name: string
  options: readonly RadioCard[]
  defaultValue?: string
  value?: string
  onValueChange?: (value: string) => void
  error?: ReactNode
  /** How many stand side by side when there is room. */
  columns?: 1 | 2 | 3
}

const COLUMNS = { 1: '', 2: 'sm:grid-cols-2', 3: 'sm:grid-cols-3' }

/** One of a few, each with room to explain itself. Native radios: arrow keys and forms just work. */
export function RadioCards(props: RadioCardsProps) {
  const {
    legend,
    legendStyle = 'shown',
    name,
    options,
    defaultValue,
    value,
    onValueChange,
    error,
    columns = 1,
  } = props
  const id = useId()
  const change = onValueChange && {
    onChange: (event: ChangeEvent<HTMLInputElement>) => onValueChange(event.target.value),
  }
  return (
    <fieldset aria-describedby={error ? `${id}-error` : undefined} className="min-w-0">
      <legend className={legendStyle === 'hidden' ? 'sr-only' : 'mb-2 text-sm font-medium'}>{legend}</legend>
      <div className={cx('grid gap-2', COLUMNS[columns])}>
        {options.map((option) => {
          const chosen =
            value === undefined
              ? { defaultChecked: option.value === defaultValue }
              : { checked: option.value === value }
          return (
            <label
              key={option.value}
              className={cx(
                'flex items-start gap-3 rounded-lg border border-line-strong bg-surface p-3.5 transition-colors hover:border-control',
                'has-checked:border-accent has-checked:shadow-[inset_0_0_0_1px_var(--accent)]',
                'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
                'has-disabled:cursor-not-allowed has-disabled:bg-sunken has-disabled:text-ink-3',
              )}
            >
              <input
                type="radio"
                name={name}
                value={option.value}
                disabled={option.disabled}
                {...chosen}
                {...change}
                className="mt-0.5 size-4.5 shrink-0 appearance-none rounded-full border border-control bg-surface outline-none checked:border-[5px] checked:border-accent"
              />
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{option.label}</span>
                {option.description && (
                  <span className="mt-0.5 block text-sm text-ink-2">{option.description}</span>
                )}
              </span>
              {option.aside && <span className="shrink-0 text-right">{option.aside}</span>}
            </label>
          )
        })}
      </div>
      {error && (
        <div className="mt-2">
          <FieldError id={`${id}-error`}>{error}</FieldError>
        </div>
      )}
    </fieldset>
  )
}

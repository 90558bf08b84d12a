import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from './cx'

export interface SwitchProps extends Omit<ComponentProps<'input'>, 'type' | 'size'> {
  label: ReactNode
  hint?: ReactNode
}

/** No aria-checked: a checkbox says itself whether it is on. */
const SWITCH = { type: 'checkbox', role: 'switch' } as const

/** On or off, at once. For a choice that is sent with a form, use a checkbox. */
export function Switch({ label, hint, className, ...rest }: SwitchProps) {
  const id = useId()
  return (
    <div className={cx('flex items-start justify-between gap-4', className)}>
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-sm text-ink-3">
            {hint}
          </p>
        )}
      </div>
      <input
        {...rest}
        id={id}
        {...SWITCH}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className={cx(
          'relative h-6 w-10 shrink-0 cursor-pointer appearance-none rounded-full border border-control bg-sunken transition-colors',
          'before:absolute before:top-[3px] before:left-[3px] before:size-4 before:rounded-full before:bg-ink-2 before:transition-transform',
          'checked:border-accent checked:bg-accent checked:before:translate-x-4 checked:before:bg-accent-ink',
          'disabled:cursor-not-allowed disabled:opacity-50',
        )}
      />
    </div>
  )
}

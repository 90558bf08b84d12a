import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from './cx'
import { FieldError } from './field'

export interface CheckboxProps extends Omit<ComponentProps<'input'>, 'type' | 'size'> {
  label: ReactNode
  hint?: ReactNode
  error?: ReactNode
}

export function Checkbox({ label, hint, error, className, ...rest }: CheckboxProps) {
  const id = useId()
  const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ')
  return (
    <div className={cx('grid gap-1', className)}>
      <div className="flex gap-2.5">
        <input
          {...rest}
          id={id}
          type="checkbox"
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy === '' ? undefined : describedBy}
          className={cx(
            'mt-0.5 size-4.5 shrink-0 appearance-none rounded-sm border border-control bg-surface bg-center bg-no-repeat',
            'checked:border-accent checked:bg-accent aria-invalid:border-bad disabled:opacity-50',
            // The tick is drawn with the theme's own ink, so it is a mask and not an image.
            'before:block before:size-full before:scale-80 before:bg-accent-ink before:opacity-0 checked:before:opacity-100',
            'before:[mask:var(--tick)_center/contain_no-repeat]',
          )}
        />
        <label htmlFor={id} className="min-h-6">
          {label}
        </label>
      </div>
      {hint && (
        <p id={`${id}-hint`} className="pl-7 text-sm text-ink-3">
          {hint}
        </p>
      )}
      {error && (
        <div className="pl-7">
          <FieldError id={`${id}-error`}>{error}</FieldError>
        </div>
      )}
    </div>
  )
}

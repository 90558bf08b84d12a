import { ChevronsUpDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { CONTROL } from './control-style'
import { cx } from './cx'
import { Field, type FieldText } from './field'

export interface SelectOption {
  value: string
  label: string
  disabled?: boolean
}

export interface SelectProps extends Omit<ComponentProps<'select'>, 'children' | 'multiple'> {
  options: readonly SelectOption[]
  /** Shown while nothing is chosen. */
  placeholder?: string
}

/** The browser's own select: the right list on each device, and it works before any JavaScript has come. */
export function Select({ options, placeholder, className, ...rest }: SelectProps) {
  return (
    <div className={cx('relative flex items-center', className)}>
      <select {...rest} className={cx(CONTROL, 'h-9 appearance-none truncate pr-9 pl-3 pointer-coarse:h-11')}>
        {placeholder !== undefined && (
          <option value="" disabled={rest.required}>
            {placeholder}
          </option>
        )}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronsUpDown
        aria-hidden="true"
        className="pointer-events-none absolute right-3 size-3.5 text-ink-3"
      />
    </div>
  )
}

export interface SelectFieldProps extends FieldText, Omit<SelectProps, 'className' | 'required' | 'id'> {
  id?: string
}

export function SelectField({
  label,
  hint,
  error,
  optional,
  required,
  labelStyle,
  className,
  id,
  ...rest
}: SelectFieldProps) {
  return (
    <Field {...{ label, hint, error, optional, required, labelStyle, className, id }}>
      {(control) => <Select {...rest} {...control} />}
    </Field>
  )
}

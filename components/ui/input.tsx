import type { ComponentProps, ReactNode } from 'react'
import { CONTROL } from './control-style'
import { cx } from './cx'
import { Field, type FieldText } from './field'

export interface InputProps extends ComponentProps<'input'> {
  /** Text or icon inside the field, before what is typed. Decoration: the label says what the field is. */
  before?: ReactNode
  after?: ReactNode
}

export function Input({ before, after, className, ...rest }: InputProps) {
  const input = (
    <input
      {...rest}
      className={cx(
        CONTROL,
        'h-9 px-3 pointer-coarse:h-11',
        Boolean(before) && 'pl-9',
        Boolean(after) && 'pr-9',
        className,
      )}
    />
  )
  if (!before && !after) return input
  return (
    <div className="relative flex items-center">
      {before !== undefined && (
        <span aria-hidden="true" className="pointer-events-none absolute left-3 text-ink-3 [&>svg]:size-4">
          {before}
        </span>
      )}
      {input}
      {after !== undefined && <span className="absolute right-3 text-ink-3 [&>svg]:size-4">{after}</span>}
    </div>
  )
}

export interface TextFieldProps extends FieldText, Omit<InputProps, 'className' | 'required' | 'id'> {
  id?: string
}

/** A labelled input: `Field` and `Input` in one. */
export function TextField({
  label,
  hint,
  error,
  optional,
  required,
  labelStyle,
  className,
  id,
  ...input
}: TextFieldProps) {
  return (
    <Field {...{ label, hint, error, optional, required, labelStyle, className, id }}>
      {(control) => <Input {...input} {...control} />}
    </Field>
  )
}

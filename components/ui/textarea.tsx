import type { ComponentProps } from 'react'
import { CONTROL } from './control-style'
import { cx } from './cx'
import { Field, type FieldText } from './field'

/** Grows with what is typed where the browser can (`field-sizing`), else scrolls. */
export function Textarea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      rows={rows}
      {...rest}
      className={cx(CONTROL, 'field-sizing-content max-h-80 px-3 py-2', className)}
    />
  )
}

export interface TextareaFieldProps
  extends FieldText,
    Omit<ComponentProps<'textarea'>, 'className' | 'required' | 'id'> {
  id?: string
}

export function TextareaField({
  label,
  hint,
  error,
  optional,
  required,
  labelStyle,
  className,
  id,
  ...rest
}: TextareaFieldProps) {
  return (
    <Field {...{ label, hint, error, optional, required, labelStyle, className, id }}>
      {(control) => <Textarea {...rest} {...control} />}
    </Field>
  )
}

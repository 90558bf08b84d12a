import { CircleAlert } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { cx } from './cx'

/** What ties a control to its label, hint and error; spread it on the control. */
export interface ControlProps {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  required: boolean | undefined
}

export interface FieldText {
  label: ReactNode
  /** What to enter, before it goes wrong. */
  hint?: ReactNode
  /** What is wrong and how to put it right. */
  error?: ReactNode
  /** The word after the label of a field that may stay empty ("optional"). */
  optional?: string
  required?: boolean
  /** `hidden` keeps the label for screen readers where the page already says it. */
  labelStyle?: 'shown' | 'hidden'
  className?: string
}

export interface FieldProps extends FieldText {
  /** An id for the control, if a link or script has to find it. */
  id?: string
  children: (control: ControlProps) => ReactNode
}

/** A label, a control, and the hint and error that belong to it. */
export function Field({
  label,
  hint,
  error,
  optional,
  required,
  labelStyle = 'shown',
  className,
  id,
  children,
}: FieldProps) {
  const generated = useId()
  const controlId = id ?? generated
  const hintId = hint === undefined || hint === null ? null : `${controlId}-hint`
  const errorId = error === undefined || error === null ? null : `${controlId}-error`
  const describedBy = [errorId, hintId].filter((each) => each !== null).join(' ')
  return (
    <div className={cx('grid min-w-0 content-start gap-1.5', className)}>
      <label htmlFor={controlId} className={labelStyle === 'hidden' ? 'sr-only' : 'text-sm font-medium'}>
        {label}
        {optional !== undefined && <span className="font-normal text-ink-3"> ({optional})</span>}
      </label>
      {children({
        id: controlId,
        'aria-describedby': describedBy === '' ? undefined : describedBy,
        'aria-invalid': errorId === null ? undefined : true,
        required,
      })}
      {errorId !== null && <FieldError id={errorId}>{error}</FieldError>}
      {hintId !== null && (
        <p id={hintId} className="text-sm text-ink-3">
          {hint}
        </p>
      )}
    </div>
  )
}

/** The error line of a field or of a group of choices. */
export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="flex gap-1.5 text-sm text-bad">
      <CircleAlert aria-hidden="true" className="mt-0.5 size-3.75 shrink-0" />
      <span>{children}</span>
    </p>
  )
}

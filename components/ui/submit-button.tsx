'use client'

import { useFormStatus } from 'react-dom'
import { Button, type ButtonProps } from './button'

/** The submit button of a `<form action={…}>`: pending for as long as the action runs. */
export function SubmitButton(props: Omit<ButtonProps, 'type'>) {
  const { pending } = useFormStatus()
  return <Button {...props} type="submit" pending={props.pending || pending} />
}

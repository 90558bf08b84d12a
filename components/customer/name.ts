type Named = { companyName: string | null; name: string | null; email: string }

/** How a customer is called: company, else person, else address. */
export const customerName = ({ companyName, name, email }: Named): string => companyName ?? name ?? email

/** "AR" for "Atlas Robotics GmbH". */
export function initials(name: string): string {
  const words = name.split(/[\s@._-]+/u).filter(Boolean)
  return words
    .slice(0, 2)
    .map((word) => (Array.from(word)[0] ?? '').toUpperCase())
    .join('')
}

/** What the sandbox's elements say, in the languages that Folio speaks. */

const en = {
  cardNumber: 'Card number',
  expiry: 'Expiration date',
  expiryPlaceholder: 'MM / YY',
  cvc: 'Security code',
  country: 'Country',
  postalCode: 'Postal code',
  name: 'Full name',
  email: 'Email',
  iban: 'IBAN',
  line1: 'Address',
  city: 'City',
  card: 'Card',
  sepa_debit: 'SEPA Direct Debit',
  methods: 'Payment method',
  required: 'This field is incomplete.',
  incomplete_number: 'Your card number is incomplete.',
  invalid_number: 'Your card number is invalid.',
  incomplete_expiry: "Your card's expiration date is incomplete.",
  invalid_expiry_month: "Your card's expiration month is invalid.",
  invalid_expiry_year: "Your card's expiration year is invalid.",
  invalid_expiry_year_past: "Your card's expiration date is in the past.",
  incomplete_cvc: "Your card's security code is incomplete.",
  invalid_cvc: "Your card's security code is invalid.",
  incomplete_iban: 'Your IBAN is incomplete.',
  invalid_iban: 'Your IBAN is invalid. Check it for a typing error.',
  invalid_iban_country_code: 'Direct debit is not possible from accounts in this country.',
  email_invalid: 'Your email is invalid.',
  cardTerms:
    'By providing your card information, you allow {business} to charge your card for future payments in accordance with their terms.',
  mandate:
    'By providing your payment information and confirming this payment, you authorise (A) {business} and Stripe, our payment service provider, to send instructions to your bank to debit your account and (B) your bank to debit your account in accordance with those instructions. As part of your rights, you are entitled to a refund from your bank under the terms and conditions of your agreement with your bank. A refund must be claimed within 8 weeks starting from the date on which your account was debited. Your rights are explained in a statement that you can obtain from your bank. You agree to receive notifications for future debits up to 2 days before they occur.',
  thisBusiness: 'this business',
  testHint: 'Sandbox: use 4242 4242 4242 4242, any future date and any code.',
  ibanHint: 'Sandbox: use DE89 3704 0044 0532 0130 00.',
  challengeTitle: '3-D Secure authentication',
  challengePayment: 'Your bank asks you to confirm this payment of {amount}.',
  challengeSetup: 'Your bank asks you to confirm that this card may be saved for future payments.',
  challengeTest: 'This is the sandbox: no bank is asked and no money moves.',
  challengeComplete: 'Complete authentication',
  challengeFail: 'Fail authentication',
  authenticationFailed:
    'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
}

type Words = Record<keyof typeof en, string>

const de: Words = {
  cardNumber: 'Kartennummer',
  expiry: 'Ablaufdatum',
  expiryPlaceholder: 'MM / JJ',
  cvc: 'Prüfnummer',
  country: 'Land',
  postalCode: 'Postleitzahl',
  name: 'Vollständiger Name',
  email: 'E-Mail',
  iban: 'IBAN',
  line1: 'Adresse',
  city: 'Ort',
  card: 'Karte',
  sepa_debit: 'SEPA-Lastschrift',
  methods: 'Zahlungsmethode',
  required: 'Dieses Feld ist unvollständig.',
  incomplete_number: 'Die Kartennummer ist unvollständig.',
  invalid_number: 'Die Kartennummer ist ungültig.',
  incomplete_expiry: 'Das Ablaufdatum der Karte ist unvollständig.',
  invalid_expiry_month: 'Der Ablaufmonat der Karte ist ungültig.',
  invalid_expiry_year: 'Das Ablaufjahr der Karte ist ungültig.',
  invalid_expiry_year_past: 'Das Ablaufdatum der Karte liegt in der Vergangenheit.',
  incomplete_cvc: 'Die Prüfnummer der Karte ist unvollständig.',
  invalid_cvc: 'Die Prüfnummer der Karte ist ungültig.',
  incomplete_iban: 'Die IBAN ist unvollständig.',
  invalid_iban: 'Die IBAN ist ungültig. Bitte prüfen Sie sie auf Tippfehler.',
  invalid_iban_country_code: 'Lastschriften von Konten in diesem Land sind nicht möglich.',
  email_invalid: 'Die E-Mail-Adresse ist ungültig.',
  cardTerms:
    'Mit der Angabe Ihrer Kartendaten erlauben Sie {business}, Ihre Karte für künftige Zahlungen gemäß den dort geltenden Bedingungen zu belasten.',
  mandate:
    'Durch Angabe Ihrer Zahlungsinformationen und die Bestätigung der vorliegenden Zahlung ermächtigen Sie (A) {business} und Stripe, unseren Zahlungsdienstleister, Ihrem Kreditinstitut Anweisungen zur Belastung Ihres Kontos zu erteilen, und (B) Ihr Kreditinstitut, Ihr Konto gemäß diesen Anweisungen zu belasten. Im Rahmen Ihrer Rechte haben Sie, entsprechend den Vertragsbedingungen mit Ihrem Kreditinstitut, Anspruch auf eine Rückerstattung von Ihrem Kreditinstitut. Eine Rückerstattung muss innerhalb von 8 Wochen ab dem Tag, an dem Ihr Konto belastet wurde, geltend gemacht werden. Eine Erläuterung Ihrer Rechte können Sie von Ihrem Kreditinstitut anfordern. Sie erklären sich einverstanden, Benachrichtigungen über künftige Belastungen bis spätestens zwei Tage vor dem Buchungsdatum zu erhalten.',
  thisBusiness: 'diesem Unternehmen',
  testHint: 'Sandbox: 4242 4242 4242 4242, ein künftiges Datum und eine beliebige Prüfnummer.',
  ibanHint: 'Sandbox: DE89 3704 0044 0532 0130 00.',
  challengeTitle: '3-D-Secure-Bestätigung',
  challengePayment: 'Ihre Bank bittet Sie, diese Zahlung über {amount} zu bestätigen.',
  challengeSetup:
    'Ihre Bank bittet Sie zu bestätigen, dass diese Karte für künftige Zahlungen gespeichert wird.',
  challengeTest: 'Dies ist die Sandbox: Es wird keine Bank gefragt und kein Geld bewegt.',
  challengeComplete: 'Authentifizierung abschließen',
  challengeFail: 'Authentifizierung fehlschlagen lassen',
  authenticationFailed:
    'Ihre Zahlungsmethode konnte nicht bestätigt werden. Bitte wählen Sie eine andere und versuchen Sie es erneut.',
}

const fr: Words = {
  cardNumber: 'Numéro de carte',
  expiry: "Date d'expiration",
  expiryPlaceholder: 'MM / AA',
  cvc: 'Code de sécurité',
  country: 'Pays',
  postalCode: 'Code postal',
  name: 'Nom complet',
  email: 'E-mail',
  iban: 'IBAN',
  line1: 'Adresse',
  city: 'Ville',
  card: 'Carte',
  sepa_debit: 'Prélèvement SEPA',
  methods: 'Moyen de paiement',
  required: 'Ce champ est incomplet.',
  incomplete_number: 'Votre numéro de carte est incomplet.',
  invalid_number: "Votre numéro de carte n'est pas valide.",
  incomplete_expiry: "La date d'expiration de votre carte est incomplète.",
  invalid_expiry_month: "Le mois d'expiration de votre carte n'est pas valide.",
  invalid_expiry_year: "L'année d'expiration de votre carte n'est pas valide.",
  invalid_expiry_year_past: "La date d'expiration de votre carte est dépassée.",
  incomplete_cvc: 'Le code de sécurité de votre carte est incomplet.',
  invalid_cvc: "Le code de sécurité de votre carte n'est pas valide.",
  incomplete_iban: 'Votre IBAN est incomplet.',
  invalid_iban: "Votre IBAN n'est pas valide. Vérifiez votre saisie.",
  invalid_iban_country_code: "Le prélèvement n'est pas possible depuis un compte de ce pays.",
  email_invalid: "Votre adresse e-mail n'est pas valide.",
  cardTerms:
    'En fournissant vos informations de carte, vous autorisez {business} à débiter votre carte pour les paiements futurs conformément à ses conditions.',
  mandate:
    'En fournissant vos informations de paiement et en confirmant ce paiement, vous autorisez (A) {business} et Stripe, notre prestataire de services de paiement, à envoyer des instructions à votre banque pour débiter votre compte et (B) votre banque à débiter votre compte conformément à ces instructions. Vous bénéficiez d’un droit de remboursement par votre banque selon les conditions décrites dans la convention que vous avez passée avec elle. La demande de remboursement doit être effectuée dans un délai de 8 semaines à compter de la date à laquelle votre compte a été débité. Vos droits sont expliqués dans une déclaration que vous pouvez obtenir auprès de votre banque. Vous acceptez de recevoir des notifications des débits à venir dans les 2 jours précédant leur réalisation.',
  thisBusiness: 'cette entreprise',
  testHint: 'Sandbox : 4242 4242 4242 4242, une date future et un code quelconque.',
  ibanHint: 'Sandbox : DE89 3704 0044 0532 0130 00.',
  challengeTitle: 'Authentification 3-D Secure',
  challengePayment: 'Votre banque vous demande de confirmer ce paiement de {amount}.',
  challengeSetup:
    'Votre banque vous demande de confirmer que cette carte peut être enregistrée pour de futurs paiements.',
  challengeTest: "Ceci est le bac à sable : aucune banque n'est interrogée et aucun argent ne circule.",
  challengeComplete: "Terminer l'authentification",
  challengeFail: "Faire échouer l'authentification",
  authenticationFailed:
    "Votre moyen de paiement n'a pas pu être authentifié. Veuillez en choisir un autre et réessayer.",
}

export interface Voice {
  /** A BCP 47 tag for `Intl`. */
  locale: string
  say(key: keyof Words, values?: Record<string, string>): string
}

/** The words for a locale as Stripe.js takes it: a tag, or "auto" (or nothing) for the browser's own. */
export function voiceFor(locale: string | undefined): Voice {
  const tag = locale === undefined || locale === 'auto' ? (globalThis.navigator?.language ?? 'en') : locale
  const catalogue = { en, de, fr }[tag.slice(0, 2).toLowerCase()] ?? en
  return {
    locale: tag,
    say: (key, values = {}) =>
      catalogue[key].replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole),
  }
}

/** The mark and the name of the product. */
export const Brand = () => (
  <span className="brand">
    <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="#0c6662" />
      <path
        d="M16 6.5 24 9.6v6.2c0 4.9-3.3 8.4-8 9.9-4.7-1.5-8-5-8-9.9V9.6z"
        fill="none"
        stroke="#fff"
        strokeWidth="2.2"
        strokeLinejoin="round"
      />
      <path
        d="m12.4 15.8 2.7 2.8 4.8-5.2"
        fill="none"
        stroke="#fff"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
    <span>CSPMEXA</span>
  </span>
);

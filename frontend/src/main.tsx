import './zod-without-eval.js';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './styles/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { session } from './api/client.js';
import { startI18n } from './i18n/i18n.js';

const container = document.getElementById('root');
if (!container) throw new Error('The page has no #root.');

void session.start();
await startI18n();
createRoot(container).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

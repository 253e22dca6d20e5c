/** Every address of the dashboard. A page's code is loaded when it is first visited. */
import type { Permission } from '@cspmexa/contracts';
import { lazy, Suspense, type ComponentType } from 'react';
import { BrowserRouter, Route, Routes } from 'react-router';
import { loadPageTexts } from './i18n/i18n.js';
import { SignedIn } from './session/signed-in.js';
import { Needs } from './shell/needs.js';
import { PageBoundary } from './shell/page-boundary.js';
import { NotFound } from './states/not-found.js';

const page = (load: () => Promise<ComponentType>) =>
  lazy(async () => ({ default: (await Promise.all([load(), loadPageTexts()]))[0] }));

const SignInPage = page(async () => (await import('./session/sign-in-page.js')).SignInPage);
const OverviewPage = page(async () => (await import('./overview/overview-page.js')).OverviewPage);
const FindingsPage = page(async () => (await import('./findings/findings-page.js')).FindingsPage);
const FindingDrawer = page(async () => (await import('./findings/finding-drawer.js')).FindingDrawer);
const AccountsPage = page(async () => (await import('./accounts/accounts-page.js')).AccountsPage);
const AddAccountPage = page(async () => (await import('./accounts/add-account-page.js')).AddAccountPage);
const AccountPage = page(async () => (await import('./accounts/account-page.js')).AccountPage);
const DiscoveredPage = page(async () => (await import('./accounts/discovered-page.js')).DiscoveredPage);
const ScansPage = page(async () => (await import('./scans/scans-page.js')).ScansPage);
const ScanPage = page(async () => (await import('./scans/scan-page.js')).ScanPage);
const AlertsPage = page(async () => (await import('./alerts/alerts-page.js')).AlertsPage);
const NewRuleDrawer = page(async () => (await import('./alerts/rule-drawer.js')).NewRuleDrawer);
const RuleDrawer = page(async () => (await import('./alerts/rule-drawer.js')).RuleDrawer);
const DeliveriesPage = page(async () => (await import('./alerts/deliveries-page.js')).DeliveriesPage);
const DeliveryDrawer = page(async () => (await import('./alerts/delivery-drawer.js')).DeliveryDrawer);
const PoliciesPage = page(async () => (await import('./policies/policies-page.js')).PoliciesPage);
const PolicyPage = page(async () => (await import('./policies/policy-page.js')).PolicyPage);
const ResourcesPage = page(async () => (await import('./resources/resources-page.js')).ResourcesPage);
const ResourcePage = page(async () => (await import('./resources/resource-page.js')).ResourcePage);
const CompliancePage = page(async () => (await import('./compliance/compliance-page.js')).CompliancePage);
const FrameworkPage = page(async () => (await import('./compliance/framework-page.js')).FrameworkPage);
const ExportsPage = page(async () => (await import('./exports/exports-page.js')).ExportsPage);
const SystemPage = page(async () => (await import('./system/system-page.js')).SystemPage);
const AuditPage = page(async () => (await import('./audit/audit-page.js')).AuditPage);
const TokensPage = page(async () => (await import('./tokens/tokens-page.js')).TokensPage);
const ProfilePage = page(async () => (await import('./profile/profile-page.js')).ProfilePage);
const MembersPage = page(async () => (await import('./members/members-page.js')).MembersPage);

const only = (permission: Permission, Page: ComponentType) => (
  <Needs permission={permission}>
    <Page />
  </Needs>
);

/** The routes of the page, inside the browser's history. */
export const Router = () => (
  // Without transitions the address and the page never disagree, however fast somebody clicks.
  <BrowserRouter useTransitions={false}>
    <PageBoundary>
      <Routes>
        <Route
          path="/sign-in"
          element={
            <Suspense>
              <SignInPage />
            </Suspense>
          }
        />
        <Route path="/" element={<SignedIn />}>
          <Route index element={only('findings:read', OverviewPage)} />
          <Route path="findings" element={only('findings:read', FindingsPage)}>
            <Route path=":findingId" element={<FindingDrawer />} />
          </Route>
          <Route path="resources" element={only('resources:read', ResourcesPage)} />
          <Route path="resources/:resourceId" element={only('resources:read', ResourcePage)} />
          <Route path="accounts" element={only('accounts:read', AccountsPage)} />
          <Route path="accounts/new" element={only('accounts:write', AddAccountPage)} />
          <Route path="accounts/discovered" element={only('accounts:read', DiscoveredPage)} />
          <Route path="accounts/:accountId" element={only('accounts:read', AccountPage)} />
          <Route path="scans" element={only('scans:read', ScansPage)} />
          <Route path="scans/:scanId" element={only('scans:read', ScanPage)} />
          <Route path="alerts" element={only('alerts:read', AlertsPage)}>
            <Route path="rules/new" element={only('alerts:write', NewRuleDrawer)} />
            <Route path="rules/:ruleId" element={only('alerts:write', RuleDrawer)} />
          </Route>
          <Route path="deliveries" element={only('deliveries:read', DeliveriesPage)}>
            <Route path=":deliveryId" element={<DeliveryDrawer />} />
          </Route>
          <Route path="policies" element={only('policies:read', PoliciesPage)} />
          <Route path="policies/:policyId" element={only('policies:read', PolicyPage)} />
          <Route path="compliance" element={only('policies:read', CompliancePage)} />
          <Route path="compliance/:frameworkId" element={only('policies:read', FrameworkPage)} />
          <Route path="exports" element={only('findings:read', ExportsPage)} />
          <Route path="members" element={only('members:read', MembersPage)} />
          <Route path="tokens" element={only('tokens:read', TokensPage)} />
          <Route path="audit" element={only('audit:read', AuditPage)} />
          <Route path="profile" element={<ProfilePage />} />
          <Route path="system" element={only('system:read', SystemPage)} />
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </PageBoundary>
  </BrowserRouter>
);

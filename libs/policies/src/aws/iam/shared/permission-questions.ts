/** What policies about permissions ask of policy documents, wherever these stand. */
import { allows, grantsAdmin, grantsFullAccess, policyAllowsAssumeAnyRole, text } from '@cspmexa/policy-kit';
import type { Question } from './grants.js';

export const admin: Question = {
  ask: grantsAdmin,
  says: text('No statement grants every action on everything', 'Nenhuma declaração concede toda ação sobre tudo'),
  grants: text('full administration of the account', 'administração total da conta'),
};

/** Every action of a service on everything. */
export const fullAccess = (service: 'cloudtrail' | 'kms'): Question => ({
  ask: (documents) => grantsFullAccess(documents, service),
  says: text(`No statement grants ${service}:* on everything`, `Nenhuma declaração concede ${service}:* sobre tudo`),
  grants: text(`every ${service} action on every resource`, `toda ação de ${service} sobre todo recurso`),
});

export const assumeAnyRole: Question = {
  ask: policyAllowsAssumeAnyRole,
  says: text('Roles that may be assumed are named', 'As funções que podem ser assumidas são nomeadas'),
  grants: text('sts:AssumeRole on every role', 'sts:AssumeRole sobre toda função'),
};

export const marketplace: Question = {
  ask: (documents) => allows(documents, { action: 'aws-marketplace:Subscribe', resource: '*' }),
  says: text('Nobody subscribes to any product at will', 'Ninguém assina qualquer produto à vontade'),
  grants: text('aws-marketplace:Subscribe on every product', 'aws-marketplace:Subscribe sobre todo produto'),
  conditional: 'low',
};

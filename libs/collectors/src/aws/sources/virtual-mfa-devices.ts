/** The virtual MFA devices that are assigned to someone. */
import { ListVirtualMFADevicesCommand, type VirtualMFADevice } from '@aws-sdk/client-iam';
import { defineSource, wholeOf, type Source } from '@cspmexa/collector-kit';
import { nextMarker } from './next-marker.js';

const action = 'iam:ListVirtualMFADevices';

export const virtualMfaDevices: Source<readonly VirtualMFADevice[]> = defineSource({
  actions: [action],
  load: async (aws) =>
    wholeOf(
      await aws.list(
        action,
        (Marker, options) =>
          aws.clients.iam().send(
            new ListVirtualMFADevicesCommand({
              AssignmentStatus: 'Assigned',
              MaxItems: 1_000,
              ...(Marker === undefined ? {} : { Marker }),
            }),
            options,
          ),
        (page) => ({ items: page.VirtualMFADevices, next: nextMarker(page) }),
      ),
    ),
});

/** True for a device of the root user: AWS names the first one so, and says whose each one is. */
export const isOfRoot = ({ SerialNumber, User }: VirtualMFADevice): boolean =>
  /:mfa\/root-account-mfa-device$/.test(SerialNumber ?? '') || /:root$/.test(User?.Arn ?? '');

/**
 * Serial numbers. A device that does not say whose it is could be anyone's: undefined then, which the schema refuses.
 */
export const serialNumbersOf = (
  devices: readonly VirtualMFADevice[],
  isWanted: (device: VirtualMFADevice) => boolean,
): { readonly serialNumbers: readonly (string | undefined)[] | undefined } => ({
  serialNumbers: devices.every((device) => isOfRoot(device) || typeof device.User?.UserName === 'string')
    ? devices.filter(isWanted).map(({ SerialNumber }) => SerialNumber)
    : undefined,
});

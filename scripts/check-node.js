// Ends an installation that could not work with a sentence instead of a later syntax error.
import { findBroughtNode, isSupportedNode, unsupportedNodeMessage } from './require-node.js';

if (!isSupportedNode() && findBroughtNode() === undefined) {
  process.stderr.write(unsupportedNodeMessage());
  process.exitCode = 1;
}

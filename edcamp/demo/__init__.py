"""The main job on one machine: a camp with simulated attendees, from the QR code to the published schedule."""

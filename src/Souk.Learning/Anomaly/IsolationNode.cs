using System.Runtime.InteropServices;

namespace Souk.Learning.Anomaly;

/// <summary>A node of an isolation tree. An inner node sends a row to <see cref="Left"/> if its value is at most
/// <see cref="Value"/>, else to the node after it; a leaf has feature −1 and its path length in
/// <see cref="Value"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct IsolationNode(int Feature, float Value, int Left);

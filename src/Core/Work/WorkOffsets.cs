namespace MlOpsDashboard.Core.Work;

/// <summary>How far an attempt has been followed.</summary>
/// <param name="Output">Bytes of standard output.</param>
/// <param name="Error">Bytes of standard error.</param>
/// <param name="Seconds">Since the attempt's child was started.</param>
public readonly record struct WorkOffsets(long Output, long Error, double Seconds);

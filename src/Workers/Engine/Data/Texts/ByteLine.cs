namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <param name="Number">From 1.</param>
/// <param name="Bytes">Empty where it is too long.</param>
internal readonly record struct ByteLine(int Number, ReadOnlyMemory<byte> Bytes, bool IsLong);

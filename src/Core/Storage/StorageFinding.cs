using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Storage;

/// <summary>Something stored that is not as it was left, or can't be kept.</summary>
/// <param name="Kind">One of the names in <see cref="StorageFindings"/>.</param>
/// <param name="Name">Which: a SHA-256, a file's name; empty where there is one of the kind.</param>
public sealed record StorageFinding(string Kind, string Name, Refusal What, DateTimeOffset Since);

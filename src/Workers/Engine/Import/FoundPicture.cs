using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>One candidate after it was read: either kept or refused.</summary>
internal sealed record FoundPicture(ClassFile File, DatasetEntry? Entry, RefusedFile? Refused);

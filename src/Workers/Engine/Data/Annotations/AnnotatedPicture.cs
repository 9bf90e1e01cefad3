using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Data.Annotations;

/// <summary>A picture that annotation files speak of.</summary>
/// <param name="File">As in <see cref="IAnnotationSource.Files"/>.</param>
/// <param name="Part">One of <see cref="DatasetPart"/> where they say so.</param>
public sealed record AnnotatedPicture(string File, string? Part);

using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Registry.Persistence.Converters;

internal sealed class ProjectIdConverter() : ValueConverter<ProjectId, Guid>(id => id.Value, value => new ProjectId(value));

internal sealed class RunIdConverter() : ValueConverter<RunId, Guid>(id => id.Value, value => new RunId(value));

internal sealed class DatasetIdConverter() : ValueConverter<DatasetId, Guid>(id => id.Value, value => new DatasetId(value));

internal sealed class DatasetVersionIdConverter() : ValueConverter<DatasetVersionId, Guid>(id => id.Value, value => new DatasetVersionId(value));

internal sealed class ImportIdConverter() : ValueConverter<ImportId, Guid>(id => id.Value, value => new ImportId(value));

internal sealed class ModelIdConverter() : ValueConverter<ModelId, Guid>(id => id.Value, value => new ModelId(value));

internal sealed class ModelVersionIdConverter() : ValueConverter<ModelVersionId, Guid>(id => id.Value, value => new ModelVersionId(value));

internal sealed class CustomModelIdConverter() : ValueConverter<CustomModelId, Guid>(id => id.Value, value => new CustomModelId(value));

internal sealed class ExplanationIdConverter() : ValueConverter<ExplanationId, Guid>(id => id.Value, value => new ExplanationId(value));

internal sealed class ReviewIdConverter() : ValueConverter<ReviewId, Guid>(id => id.Value, value => new ReviewId(value));

internal sealed class CommentIdConverter() : ValueConverter<CommentId, Guid>(id => id.Value, value => new CommentId(value));

internal sealed class WorkIdConverter() : ValueConverter<WorkId, Guid>(id => id.Value, value => new WorkId(value));

/// <summary>Times as UTC ticks: every database sorts and compares them.</summary>
internal sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(time => time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));

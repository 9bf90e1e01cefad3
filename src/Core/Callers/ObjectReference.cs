using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Callers;

/// <summary>One thing of the registry, by its id, or by the name or hash that a person or a spec calls it by.</summary>
/// <param name="Id">Null where <paramref name="Name"/> says which.</param>
/// <param name="Name">A model's name, or a custom model's SHA-256.</param>
public sealed record ObjectReference(ObjectKind Kind, Guid? Id, string? Name = null)
{
    public static ObjectReference ModelNamed(string name) => new(ObjectKind.Model, null, name);

    /// <summary>The custom model that a spec names as its backbone; none where it names a Keras application, or nothing that could be one.</summary>
    public static IEnumerable<ObjectReference> BackboneOf(BackboneSpec backbone) => BackboneOf(backbone.File);

    /// <param name="file">As in <c>backbone.file</c>.</param>
    public static IEnumerable<ObjectReference> BackboneOf(string? file) =>
        CustomModelPath.Parse(file) is { } path ? [new(ObjectKind.CustomModel, null, path.Sha256)] : [];

    public static implicit operator ObjectReference(ProjectId id) => new(ObjectKind.Project, id.Value);

    public static implicit operator ObjectReference(RunId id) => new(ObjectKind.Run, id.Value);

    public static implicit operator ObjectReference(DatasetId id) => new(ObjectKind.Dataset, id.Value);

    public static implicit operator ObjectReference(DatasetVersionId id) => new(ObjectKind.DatasetVersion, id.Value);

    public static implicit operator ObjectReference(ImportId id) => new(ObjectKind.Import, id.Value);

    public static implicit operator ObjectReference(ModelId id) => new(ObjectKind.Model, id.Value);

    public static implicit operator ObjectReference(ModelVersionId id) => new(ObjectKind.ModelVersion, id.Value);

    public static implicit operator ObjectReference(CustomModelId id) => new(ObjectKind.CustomModel, id.Value);

    public static implicit operator ObjectReference(ReviewId id) => new(ObjectKind.Review, id.Value);

    public static implicit operator ObjectReference(ExplanationId id) => new(ObjectKind.Explanation, id.Value);

    public static implicit operator ObjectReference(CommentId id) => new(ObjectKind.Comment, id.Value);

    /// <summary>Id or name, as a refusal quotes it.</summary>
    public override string ToString() => Id?.ToString("N") ?? Name ?? "";
}

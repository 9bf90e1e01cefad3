namespace MlOpsDashboard.Core.Callers;

/// <summary>What a request can touch.</summary>
public enum ObjectKind
{
    Project,
    Run,
    Dataset,
    DatasetVersion,
    Import,
    Model,
    ModelVersion,
    CustomModel,
    Person,
    Review,
    Comment,
    Explanation,
}

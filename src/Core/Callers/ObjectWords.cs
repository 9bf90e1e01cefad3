namespace MlOpsDashboard.Core.Callers;

/// <summary>What people call the kinds of objects.</summary>
public static class ObjectWords
{
    public static string Of(ObjectKind kind) => kind switch
    {
        ObjectKind.DatasetVersion => "dataset version",
        ObjectKind.ModelVersion => "model version",
        ObjectKind.CustomModel => "backbone",
        _ => kind.ToString().ToLowerInvariant(),
    };
}

using System.Globalization;

namespace MlOpsDashboard.Core;

public readonly record struct RunId(Guid Value)
{
    public static RunId New() => new(Guid.CreateVersion7());
    public static RunId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));
    public override string ToString() => Value.ToString("N");
}

public readonly record struct DatasetId(Guid Value)
{
    public static DatasetId New() => new(Guid.CreateVersion7());
    public static DatasetId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));
    public override string ToString() => Value.ToString("N");
}

public readonly record struct DatasetVersionId(Guid Value)
{
    public static DatasetVersionId New() => new(Guid.CreateVersion7());
    public static DatasetVersionId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));
    public override string ToString() => Value.ToString("N");
}

public readonly record struct ImportId(Guid Value)
{
    public static ImportId New() => new(Guid.CreateVersion7());
    public static ImportId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));
    public override string ToString() => Value.ToString("N");
}

public readonly record struct ModelId(Guid Value)
{
    public static ModelId New() => new(Guid.CreateVersion7());
    public static ModelId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));
    public override string ToString() => Value.ToString("N");
}

public readonly record struct ModelVersionId(Guid Value)
{
    public static ModelVersionId New() => new(Guid.CreateVersion7());
    public static ModelVersionId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));
    public override string ToString() => Value.ToString("N");
}

public readonly record struct CustomModelId(Guid Value)
{
    public static CustomModelId New() => new(Guid.CreateVersion7());
    public static CustomModelId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));
    public override string ToString() => Value.ToString("N");
}

public readonly record struct ProjectId(Guid Value)
{
    /// <summary>The project that is always there.</summary>
    public static ProjectId Default { get; } = new(new Guid("0199f000-0000-7000-8000-000000000001"));

    public static ProjectId New() => new(Guid.CreateVersion7());
    public static ProjectId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));
    public override string ToString() => Value.ToString("N");
}

using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Core.Training;

/// <summary>A class that a spec may name.</summary>
/// <param name="Class">Keras's class name.</param>
public sealed record ComponentClass(string Class, params ComponentOption[] Options)
{
    private static readonly TextResource Texts = new(typeof(ComponentCatalog));

    /// <summary>One line for the form.</summary>
    public string Summary => Texts[$"Summary.{Class}"];
}

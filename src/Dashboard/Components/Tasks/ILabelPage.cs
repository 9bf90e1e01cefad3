using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Dashboard.Components.Tasks;

/// <summary>What an <see cref="ILabelEditor"/> asks of the page around it.</summary>
public interface ILabelPage
{
    /// <summary>Stores a picture's target.</summary>
    /// <param name="seen">The revision that the change began from.</param>
    /// <returns>The new revision; null where it was refused, which the page tells the person.</returns>
    Task<int?> SaveAsync(string path, IReadOnlyList<double> target, int seen);

    /// <summary>A picture of the version; null where there is none.</summary>
    DatasetEntry? Find(string path);

    /// <summary>The person chose another name in the editor.</summary>
    Task ChooseAsync(int name);
}

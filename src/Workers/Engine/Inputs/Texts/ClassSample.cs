using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Inputs.Texts;

/// <summary>Texts by which a class or label is explained: some of it and some of all others; of a number any.</summary>
/// <param name="Rows">Of the texts.</param>
/// <param name="OfClass">How many of the rows are of the class, or have the label; of a number all.</param>
public sealed record ClassSample(IReadOnlyList<int> Rows, int OfClass)
{
    /// <param name="texts">All.</param>
    /// <param name="name">The place of the class, label or number among the names.</param>
    /// <param name="each">Most texts of the class, and most of the others.</param>
    /// <param name="seed">Draws them where there are more.</param>
    public static ClassSample Of(LabelledFiles texts, int name, int each, long seed)
    {
        var order = new RandomState(seed).Permutation(texts.Files.Count);
        if (texts.Kind is not (DatasetKinds.Class or DatasetKinds.Labels))
        {
            return new([.. order.Take(2 * each).Order()], Math.Min(order.Length, 2 * each));
        }
        bool IsOfClass(int row) => texts.Kind == DatasetKinds.Class ? texts.Files[row].Label == name : texts.Files[row].Target![name] == 1;
        int[] own = [.. order.Where(IsOfClass).Take(each)];
        return new([.. order.Where(row => !IsOfClass(row)).Take(each).Concat(own).Order()], own.Length);
    }
}

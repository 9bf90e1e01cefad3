namespace MlOpsDashboard.Workers.Engine.Execution.Features;

/// <summary>The folder of all <see cref="FeatureFile"/>s, kept within its budget.</summary>
internal static class FeatureFolder
{
    /// <summary>Drops what was not used for longest until there is room.</summary>
    /// <param name="key">Stays, and what it has counts as part of what it needs.</param>
    /// <param name="bytes">What the key may come to need.</param>
    /// <returns>False if the key alone is too large, or the rest is in use.</returns>
    public static bool MakeRoom(string folder, string key, long bytes, long budgetBytes)
    {
        if (bytes > budgetBytes)
        {
            return false;
        }
        long Used() => Others().Sum(file => file.Length);
        IEnumerable<FileInfo> Others() => new DirectoryInfo(folder).EnumerateFiles().Where(file => FeatureFile.KeyOf(file.Name) is { } other && other != key);
        foreach (var oldest in Others().Select(file => FeatureFile.KeyOf(file.Name)!).OrderBy(other => FeatureFile.LastUse(folder, other)).ToArray())
        {
            if (Used() + bytes <= budgetBytes)
            {
                break;
            }
            FeatureFile.Remove(folder, oldest);
        }
        return Used() + bytes <= budgetBytes;
    }
}

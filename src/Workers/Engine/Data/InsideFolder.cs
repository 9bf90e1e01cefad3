using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Whether names that a file gives lead to files of its own folder: neither upward nor elsewhere, nor through a link.</summary>
internal sealed class InsideFolder(string root)
{
    private readonly string _root = Path.GetFullPath(root);
    private readonly Dictionary<string, bool> _folders = new(StringComparer.Ordinal);

    /// <summary>What was expected of the name, or null where it is a file inside.</summary>
    /// <param name="relative">With forward slashes.</param>
    public Refusal? Refusal(string relative)
    {
        var parts = relative.Split('/');
        if (
            relative.Length is 0 or > 1000
            || parts.Any(part => part is "" or "." or "..")
            || relative.Any(char.IsControl)
            || Path.IsPathRooted(relative)
            || parts[0].EndsWith(':')
        )
        {
            return new("data.expected.pathInside");
        }
        var full = Path.Combine([_root, .. parts]);
        var file = new FileInfo(full);
        if (!file.Exists)
        {
            return new("data.expected.file");
        }
        for (var depth = 1; depth < parts.Length; depth++)
        {
            if (!Holds(Path.Combine([_root, .. parts[..depth]])))
            {
                return new("data.expected.pathWithoutLink");
            }
        }
        return file.LinkTarget is null || IsInside(file.ResolveLinkTarget(returnFinalTarget: true)) ? null : new("data.expected.noLink");
    }

    private bool Holds(string folder)
    {
        if (!_folders.TryGetValue(folder, out var inside))
        {
            var info = new DirectoryInfo(folder);
            _folders[folder] = inside = info.LinkTarget is null || IsInside(info.ResolveLinkTarget(returnFinalTarget: true));
        }
        return inside;
    }

    private bool IsInside(FileSystemInfo? target) =>
        target is not null && target.FullName.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

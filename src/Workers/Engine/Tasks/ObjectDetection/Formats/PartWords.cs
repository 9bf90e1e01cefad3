using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>Which part of a split names of files and folders mean: <c>instances_val2017.json</c>, <c>valid/labels</c>.</summary>
internal static class PartWords
{
    private static readonly char[] Between = ['_', '-', '.', ' '];

    /// <summary>By the words of a file's own name, else by the nearest folder; null where none says it.</summary>
    public static string? Of(string file)
    {
        var slash = file.LastIndexOf('/');
        return file[(slash + 1)..].Split(Between).Select(Named).FirstOrDefault(part => part is not null) ?? OfFolder(file);
    }

    /// <summary>By the nearest folder alone.</summary>
    public static string? OfFolder(string file) => file.Split('/')[..^1].Reverse().Select(Named).FirstOrDefault(part => part is not null);

    /// <summary>As <see cref="DatasetPart.Named"/>, with a year behind the word.</summary>
    public static string? Named(string word) => DatasetPart.Named(word.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'));
}

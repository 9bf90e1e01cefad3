namespace MlOpsDashboard.Registry.Storage;

/// <summary>Something in a data folder that is not what its name or hash says.</summary>
/// <param name="Kind"><c>database</c>, <c>activity</c>, <c>manifest</c>, <c>picture</c>, <c>artifact</c>, or <c>file</c> for one that no row names.</param>
/// <param name="Name">A SHA-256, a file's name, or the number of a line.</param>
/// <param name="Received">What was found; <c>missing</c> where nothing was.</param>
public sealed record FolderDifference(string Kind, string Name, string Expected, string Received);

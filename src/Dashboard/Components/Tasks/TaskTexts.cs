namespace MlOpsDashboard.Dashboard.Components.Tasks;

/// <summary>Texts that the tasks share.</summary>
public sealed class TaskTexts;

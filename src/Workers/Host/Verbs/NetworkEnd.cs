using MlOpsDashboard.Workers.Engine.Tasks;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>An output of a network.</summary>
/// <param name="Name">Its layer's, as Keras calls it.</param>
internal sealed record NetworkEnd(string Name, OutputMeaning Meaning);

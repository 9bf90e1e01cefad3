using Microsoft.Extensions.Localization;

namespace MlOpsDashboard.Dashboard.Localization;

/// <summary>Localizers whose texts are filled by <see cref="Core.Localization.TextTemplate"/>, so that they can choose between singular and plural.</summary>
internal sealed class TextLocalizerFactory(IStringLocalizerFactory inner) : IStringLocalizerFactory
{
    public IStringLocalizer Create(Type resourceSource) => new TextLocalizer(inner.Create(resourceSource));

    public IStringLocalizer Create(string baseName, string location) => new TextLocalizer(inner.Create(baseName, location));
}

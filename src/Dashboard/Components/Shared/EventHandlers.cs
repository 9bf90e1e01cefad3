using Microsoft.AspNetCore.Components;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>Events of <c>wwwroot/js/fields.js</c>. The Razor compiler looks for a class of this name.</summary>
[EventHandler("ondraftfound", typeof(DraftFoundEventArgs))]
public static class EventHandlers;

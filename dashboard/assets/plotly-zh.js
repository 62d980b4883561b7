/* Plotly's own words in Chinese, written for netfold; registered before the first chart is drawn. */
(function () {
  "use strict";
  const months = ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"];
  const days = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"];
  const locale = {
    moduleType: "locale", name: "zh-CN",
    dictionary: {
      "Autoscale": "自动缩放", "Box Select": "框选", "Lasso Select": "套索选择", "Download plot as a PNG": "下载为 PNG 图片", "Download plot": "下载图片",
      "Pan": "平移", "Reset": "重置", "Reset axes": "重置坐标轴", "Reset view": "重置视图", "Zoom": "缩放", "Zoom in": "放大", "Zoom out": "缩小",
      "Show closest data on hover": "悬停显示最近数据", "Compare data on hover": "悬停对比数据", "Toggle Spike Lines": "切换辅助线",
      "Taking snapshot - this may take a few seconds": "正在生成图片,请稍候", "Snapshot succeeded": "图片已生成", "Sorry, there was a problem downloading your snapshot!": "下载图片失败",
      "Double-click on legend to isolate one trace": "双击图例仅显示该项", "Double-click to zoom back out": "双击还原", "Click to enter Plot title": "图表标题",
      "trace": "系列", "new text": "文本", "initial": "起始", "final": "终值", "delta": "变化", "Initial": "起始", "Final": "终值", "Delta": "变化",
    },
    format: {
      days, shortDays: days.map((d) => d.replace("星期", "周")), months, shortMonths: months.map((_, i) => `${i + 1}月`), date: "%Y-%m-%d",
      decimal: ".", thousands: ",",
    },
  };
  window.PlotlyLocales = window.PlotlyLocales || [];
  window.PlotlyLocales.push(locale);
  if (window.Plotly && window.Plotly.register) window.Plotly.register(locale);
})();
